"""The regulations as data, one YAML file each; read by tongpin.rules.loader."""
