// What no line of the trace may hold: kinds and bytes of every key, plaintext, agreed secret and whole ciphertext, in hex, for the test to search.

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

final class Secrets {
  private static final List<String> LINES = new ArrayList<>();

  private Secrets() {}

  static synchronized byte[] keep(String kind, byte[] bytes) {
    LINES.add(kind + "\t" + HexFormat.of().formatHex(bytes));
    return bytes;
  }

  static synchronized List<String> lines() {
    return List.copyOf(LINES);
  }
}
