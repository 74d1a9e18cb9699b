"""Why a file named on the command line could not be read, in words a user knows."""

_WHY: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "没有这个文件"),
    (NotADirectoryError, "没有这个文件"),
    (IsADirectoryError, "这是一个文件夹"),
    (PermissionError, "没有读写权限"),
)


def why(error: OSError) -> str:
    """没有这个文件, 这是一个文件夹, …; 打不开 for anything rarer."""
    return next((words for kind, words in _WHY if isinstance(error, kind)), "打不开")
