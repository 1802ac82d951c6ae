"""What `zhike serve` starts and watches over."""
