-- `problem` is a code that refuses every call of the app, empty for none
CREATE TABLE IF NOT EXISTS app (
    app_key TEXT PRIMARY KEY, app_secret TEXT NOT NULL, redirect_uri TEXT NOT NULL, callback_url TEXT NOT NULL,
    problem TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS seller (
    seller_id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, short_code TEXT NOT NULL, name TEXT NOT NULL,
    email TEXT NOT NULL, status TEXT NOT NULL, lazmall INTEGER NOT NULL
);
-- kind: code, access or refresh; `warned` is the day of the last warning that the token ends
CREATE TABLE IF NOT EXISTS token (
    token TEXT PRIMARY KEY, kind TEXT NOT NULL, app_key TEXT NOT NULL, seller_id INTEGER NOT NULL,
    until INTEGER NOT NULL, warned INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS token_of_seller ON token (seller_id, kind);
CREATE TABLE IF NOT EXISTS image (image_id TEXT PRIMARY KEY, mime TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS image_batch (batch_id TEXT PRIMARY KEY, images TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS item (
    item_id INTEGER PRIMARY KEY, seller_id INTEGER NOT NULL, item_status TEXT NOT NULL, create_time INTEGER NOT NULL,
    update_time INTEGER NOT NULL, review_at INTEGER, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS item_list ON item (seller_id, update_time);
CREATE INDEX IF NOT EXISTS item_review ON item (review_at) WHERE review_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS seller_sku (
    seller_id INTEGER NOT NULL, seller_sku TEXT NOT NULL, item_id INTEGER NOT NULL, sku_id INTEGER PRIMARY KEY
);
CREATE INDEX IF NOT EXISTS seller_sku_name ON seller_sku (seller_id, seller_sku);
CREATE TABLE IF NOT EXISTS purchase (
    order_id INTEGER NOT NULL, seller_id INTEGER NOT NULL, create_time INTEGER NOT NULL, update_time INTEGER NOT NULL,
    pay_due INTEGER, body TEXT NOT NULL, PRIMARY KEY (order_id, seller_id)
);
CREATE INDEX IF NOT EXISTS purchase_created ON purchase (seller_id, create_time);
CREATE INDEX IF NOT EXISTS purchase_updated ON purchase (seller_id, update_time);
CREATE INDEX IF NOT EXISTS purchase_unpaid ON purchase (pay_due) WHERE pay_due IS NOT NULL;
CREATE TABLE IF NOT EXISTS package (package_id TEXT PRIMARY KEY, order_id INTEGER NOT NULL, seller_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS reverse_order (
    reverse_order_id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, seller_id INTEGER NOT NULL,
    order_item_id INTEGER NOT NULL, line_id INTEGER NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT NOT NULL, refund INTEGER NOT NULL, create_time INTEGER NOT NULL, update_time INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS reverse_of_seller ON reverse_order (seller_id, update_time);
