"""What people look at: workbench, plan board, year ledger, progress report."""
