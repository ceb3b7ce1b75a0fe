"""What a view shows, as data for its template. Pure: values in, a dict out."""
