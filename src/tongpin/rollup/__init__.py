"""Set-based judging: the checks of the rulebook as SQL over Parquet, on DuckDB or on Spark."""
