"""What can be ordered."""

PRODUCTS = {
    "coffee": {"id": "coffee", "name": "Coffee", "cents": 900},
    "tea": {"id": "tea", "name": "Tea", "cents": 650},
}
