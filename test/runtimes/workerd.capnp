using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "main",
      worker = (
        modules = [ ( name = "worker", esModule = embed "worker.js" ) ],
        # The first date with every module of Node that the package imports.
        compatibilityDate = "2025-09-15",
        compatibilityFlags = [ "nodejs_compat" ],
        globalOutbound = "loopback"
      ) ),
    ( name = "loopback", network = ( allow = [ "local" ] ) )
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:0", http = (), service = "main" ) ]
);
