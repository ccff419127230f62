"""What a program finds in a file. `facts` and `finding` are pure; `extracting` runs where a file can do no harm."""
