// How a value crosses to the script and back: a letter for its kind, then its text. Objects and byte arrays stay here; a number stands for them.
// Text goes as hex, because the encoders of java.util.Base64 may be hooked.
package bridge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

final class Values {
  private static final ConcurrentHashMap<Long, Object> HELD = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong();

  private Values() {}

  /** As Frida turns it: strings by declared type only, other objects as wrappers of the declared type. */
  static String write(Object value, Class<?> declared) {
    if (value == null) return "n";
    if (declared.isPrimitive()) {
      if (value instanceof Boolean bool) return bool ? "z1" : "z0";
      if (value instanceof Character character) return "i" + (int) character;
      return (value instanceof Float || value instanceof Double ? "d" : "i") + value;
    }
    if (declared == String.class) return text((String) value);
    if (declared == byte[].class) return "B" + hold(value) + ":" + ((byte[]) value).length;
    if (value instanceof Object[] array && declared.isArray()) {
      List<String> elements = new ArrayList<>();
      for (Object element : array) elements.add(write(element, declared.getComponentType()));
      return "A" + hold(value) + ":" + encoded(String.join("\n", elements));
    }
    return "L" + hold(value) + ":" + declared.getName();
  }

  static Object read(String word, Class<?> type) {
    String rest = word.substring(1);
    return switch (word.charAt(0)) {
      case 'n', 'v' -> null;
      case 'z' -> rest.equals("1");
      case 's' -> new String(HexFormat.of().parseHex(rest), StandardCharsets.UTF_8);
      case 'i' -> number(Long.parseLong(rest), type);
      default -> HELD.get(Long.parseLong(rest));
    };
  }

  static String text(String value) {
    return "s" + encoded(value);
  }

  private static Object number(long value, Class<?> type) {
    if (type == byte.class) return (byte) value;
    if (type == short.class) return (short) value;
    if (type == char.class) return (char) value;
    if (type == long.class) return value;
    return (int) value;
  }

  private static String encoded(String value) {
    return HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
  }

  private static long hold(Object value) {
    long number = NEXT.incrementAndGet();
    HELD.put(number, value);
    return number;
  }
}
