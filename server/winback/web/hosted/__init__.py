"""A campaign as a page of its own: for links in mails and on paper, without a script."""
