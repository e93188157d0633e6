"""Where Piccolo finds the database and the tables (``PICCOLO_CONF=domain.piccolo_conf``)."""

from piccolo.conf.apps import AppRegistry

from domain.engine import PooledEngine

DB = PooledEngine(config={}, extensions=())

APP_REGISTRY = AppRegistry(apps=["domain.piccolo_app"])
