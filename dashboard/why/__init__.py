"""Why a visit or an image was counted: its card, and a finding overturned."""
