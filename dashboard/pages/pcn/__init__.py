"""What the page of all clinics alone needs."""
