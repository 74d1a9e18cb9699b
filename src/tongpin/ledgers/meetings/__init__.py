"""民主生活会、组织生活会: the file of a meeting year beside the steps of its procedure; 谈心谈话 coverage."""
