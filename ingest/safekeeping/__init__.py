"""A data folder that cannot lose: its identity, its checks, its trash, its backup."""
