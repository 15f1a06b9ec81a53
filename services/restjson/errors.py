"""The errors of the model, as exceptions."""

from typing import List, Optional, Tuple

STATUS = {
    "SerializationException": 400,
    "ValidationException": 400,
    "ResourceNotFoundException": 404,
    "MethodNotAllowedException": 405,
    "ConflictException": 409,
    "RequestTooLargeException": 413,
    "InternalServerException": 500,
}


class ApiError(Exception):
    """An answer other than success: one of the model's errors by shape name."""

    def __init__(self, error_type: str, message: str, fields: Optional[List[Tuple[str, str]]] = None):
        super().__init__(message)
        self.error_type = error_type
        self.status = STATUS[error_type]
        self.message = message
        self.fields = fields or []

    @staticmethod
    def not_found(what: str, resource_id: str) -> "ApiError":
        return ApiError("ResourceNotFoundException", f"No {what} with id {resource_id!r}")

    @staticmethod
    def invalid(path: str, message: str) -> "ApiError":
        """`path` is the JSON pointer to the wrong member."""
        return ApiError("ValidationException", f"Invalid input: {path}: {message}", [(path, message)])
