CREATE TABLE IF NOT EXISTS partner (
    partner_id INTEGER PRIMARY KEY, partner_key TEXT NOT NULL, push_partner_key TEXT NOT NULL, callback_url TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS shop (shop_id INTEGER PRIMARY KEY, shop_name TEXT NOT NULL, status TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS shop_grant (
    shop_id INTEGER NOT NULL, partner_id INTEGER NOT NULL, auth_time INTEGER NOT NULL, expire_time INTEGER NOT NULL,
    warned INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (shop_id, partner_id)
);
-- kind: code, access or refresh; `until` 0 means spent or replaced for that shop
CREATE TABLE IF NOT EXISTS token (
    token TEXT PRIMARY KEY, kind TEXT NOT NULL, partner_id INTEGER NOT NULL, main_account_id INTEGER
);
CREATE TABLE IF NOT EXISTS token_shop (
    token TEXT NOT NULL, shop_id INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (token, shop_id)
);
CREATE INDEX IF NOT EXISTS token_of_shop ON token_shop (shop_id);
CREATE TABLE IF NOT EXISTS image (image_id TEXT PRIMARY KEY, mime TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS item (
    item_id INTEGER PRIMARY KEY, shop_id INTEGER NOT NULL, item_status TEXT NOT NULL, item_sku TEXT NOT NULL,
    update_time INTEGER NOT NULL, review_at INTEGER, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS item_list ON item (shop_id, item_status, update_time);
CREATE INDEX IF NOT EXISTS item_sku ON item (shop_id, item_sku);
CREATE INDEX IF NOT EXISTS item_review ON item (review_at) WHERE review_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS promotion (
    promotion_id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL, model_id INTEGER NOT NULL,
    promotion_type TEXT NOT NULL, promotion_price INTEGER NOT NULL, reserved INTEGER NOT NULL,
    start_time INTEGER NOT NULL, end_time INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS promotion_item ON promotion (item_id);
CREATE TABLE IF NOT EXISTS purchase (
    order_sn TEXT PRIMARY KEY, shop_id INTEGER NOT NULL, order_status TEXT NOT NULL, create_time INTEGER NOT NULL,
    update_time INTEGER NOT NULL, tracking_due INTEGER, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS purchase_created ON purchase (shop_id, create_time, order_sn);
CREATE INDEX IF NOT EXISTS purchase_updated ON purchase (shop_id, update_time, order_sn);
CREATE INDEX IF NOT EXISTS purchase_tracking ON purchase (tracking_due) WHERE tracking_due IS NOT NULL;
