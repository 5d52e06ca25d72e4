"""Files that the public does not see: no address leads to them, only views that ask who wants them."""

from django.core.files.storage import FileSystemStorage, Storage, storages


class InternalFileStorage(FileSystemStorage):
    def url(self, name):
        raise ValueError(f"{name} is internal and has no address.")


def internal_files() -> Storage:
    return storages["internal"]
