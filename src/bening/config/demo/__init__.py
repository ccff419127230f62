"""What `bening demo` shows: two fictional institutions, their people, and their year. The only data that is made up."""
