to_string()
