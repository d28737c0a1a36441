import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.util.List;

/**
 * A server that speaks MongoDB's wire protocol, for tests where there is no mongod: {@code TestMongo PORT [FILE]}.
 * Port 0 takes any free one. Without a file everything is kept in memory; with one it survives a kill -9, what was
 * written in the last second excepted. Prints its address once it listens. It has no sessions, no transactions, no
 * change streams and no pipeline updates.
 */
final class TestMongo {
  /** The oldest server that the driver talks to is 4.2, which speaks wire version 8; this one says what 5.0 says. */
  private static final class Five implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 13;
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    int port = Integer.parseInt(arguments[0]);
    H2Backend backend = arguments.length > 1 ? new H2Backend(arguments[1]) : H2Backend.inMemory();
    backend.version(new Five());
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", port);
    System.out.println(server.getConnectionString());
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    Thread.currentThread().join();
  }
}
