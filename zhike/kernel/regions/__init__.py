"""China's regions down to district, and finding them in an address."""
