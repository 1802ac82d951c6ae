"""The database keeps the paths of categories and the names that prices and units of a product are called by."""

from django.db import migrations

NAMED = ("product_unit", "price_list_item")

PATHS = """
CREATE FUNCTION product_category_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.path := coalesce((SELECT path FROM product_category WHERE id = NEW.parent_id), '/') || NEW.id || '/';
  RETURN NEW;
END $$;
CREATE TRIGGER place BEFORE INSERT OR UPDATE OF parent_id ON product_category
  FOR EACH ROW EXECUTE FUNCTION product_category_place();

CREATE FUNCTION product_category_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE product_category SET path = NEW.path || substr(path, length(OLD.path) + 1)
  WHERE path LIKE OLD.path || '%' AND id <> NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER move AFTER UPDATE OF parent_id ON product_category
  FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION product_category_move();
"""
NO_PATHS = """
DROP TRIGGER move ON product_category;
DROP TRIGGER place ON product_category;
DROP FUNCTION product_category_move();
DROP FUNCTION product_category_place();
"""

NAMING = """
CREATE FUNCTION name_after_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := (SELECT name FROM product WHERE id = NEW.product_id);
  RETURN NEW;
END $$;
"""
NO_NAMING = "DROP FUNCTION name_after_product();"


def naming(table: str) -> str:
    """The triggers that call the rows of one table after their product, now and when it is renamed."""
    return f"""
CREATE TRIGGER name_after_product BEFORE INSERT OR UPDATE OF product_id ON {table}
  FOR EACH ROW EXECUTE FUNCTION name_after_product();
CREATE FUNCTION product_renamed_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE {table} SET name = NEW.name WHERE product_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER renamed_{table} AFTER UPDATE OF name ON product
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION product_renamed_{table}();
"""  # noqa: S608  (the tables are named above)


def no_naming(table: str) -> str:
    """Takes them away."""
    return f"""
DROP TRIGGER renamed_{table} ON product;
DROP FUNCTION product_renamed_{table}();
DROP TRIGGER name_after_product ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.RunSQL(PATHS, NO_PATHS),
        migrations.RunSQL(NAMING, NO_NAMING),
        *(migrations.RunSQL(naming(table), no_naming(table)) for table in NAMED),
    ]
