"""岗位荣誉: posts and teams of Party members, volunteer service, commendation and the record of honours."""
