"""The homes of the roles, composed of the rooms beneath; one module a role."""
