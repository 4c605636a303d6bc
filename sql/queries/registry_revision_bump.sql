update registry_revision set revision = revision + 1
