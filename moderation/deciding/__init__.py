"""What animators answer to proposals, and what they do short of an answer."""
