"""The proposal as people write it: sections, texts with versions, drafts, comments, attachments, a copied start."""
