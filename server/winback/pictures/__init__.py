"""Pictures that people upload: read in a process of their own, and kept as small WebP files without what they told of their maker."""
