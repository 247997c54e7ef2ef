// The Java side of a stand-in for Frida: an agent that hands calls of hooked methods to a script in another process and does there what the
// script asks for: looks up classes, calls methods, reads arrays. One line a message; `THREAD\tVERB\t…`, values as Values.java writes them.
package bridge;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

public final class Bridge {
  private static final ConcurrentHashMap<Long, BlockingQueue<String>> QUEUES = new ConcurrentHashMap<>();
  /** The hook whose original this thread is about to enter. */
  private static final ThreadLocal<Integer> PASSING = ThreadLocal.withInitial(() -> -1);
  private static Hooks hooks;
  private static FileChannel out;

  private Bridge() {}

  /** `argument` names two FIFOs: from the script, to the script. The program starts when the script says so. */
  public static void premain(String argument, Instrumentation instrumentation) throws Exception {
    String[] names = argument.split(",");
    hooks = new Hooks(instrumentation);
    out = FileChannel.open(Path.of(names[1]), StandardOpenOption.WRITE);
    FileChannel in = FileChannel.open(Path.of(names[0]), StandardOpenOption.READ);
    Thread reader = new Thread(() -> distribute(in), "bridge");
    reader.setDaemon(true);
    reader.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> send("bye")));
    send("ready");
    serve();
  }

  /** Called first in every hooked method: whether the script is to be asked. */
  public static boolean enter(int hook) {
    if (PASSING.get() != hook) return true;
    PASSING.set(-1);
    return false;
  }

  public static Object dispatch(int hook, Object self, Object[] args) {
    Class<?>[] types = hooks.typesOf(hook);
    StringBuilder line = new StringBuilder("hook\t").append(hook).append('\t').append(Values.write(self, Object.class));
    for (int i = 0; i < args.length; i++) line.append('\t').append(Values.write(args[i], types[i]));
    send(line.toString());
    return serve();
  }

  /** At the end of a hooked constructor, which cannot be asked for before there is an object. */
  public static void constructed(int hook, Object self, Object[] args) {
    dispatch(hook, self, args);
  }

  private static Object serve() {
    BlockingQueue<String> queue = QUEUES.computeIfAbsent(Thread.currentThread().getId(), id -> new LinkedBlockingQueue<>());
    while (true) {
      String[] words;
      try {
        words = queue.take().split("\t", -1);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      switch (words[0]) {
        case "return" -> {
          return Values.read(words[1], Object.class);
        }
        case "throw" -> Bridge.<RuntimeException>raise((Throwable) Values.read(words[1], Object.class));
        default -> send(answer(words));
      }
    }
  }

  private static String answer(String[] words) {
    try {
      return "ok\t" + perform(words);
    } catch (InvocationTargetException thrown) {
      return "error\t" + Values.write(thrown.getCause(), Throwable.class) + '\t' + text(thrown.getCause());
    } catch (Throwable wrong) {
      return "error\tn\t" + text(wrong);
    }
  }

  private static String perform(String[] words) throws Throwable {
    switch (words[0]) {
      case "use":
        return model(classOf(words[1]));
      case "class":
        return Values.text(Values.read(words[1], Object.class).getClass().getName());
      case "is":
        return classOf(words[2]).isInstance(Values.read(words[1], Object.class)) ? "z1" : "z0";
      case "array":
        return Values.write(HexFormat.of().parseHex(words[1]), byte[].class);
      case "bytes":
        return HexFormat.of().formatHex((byte[]) Values.read(words[1], Object.class));
      case "hook":
        return "i" + hooks.add(classOf(words[1]), words[2], typesOf(words[3]));
      case "new": {
        Constructor<?> made = classOf(words[1]).getDeclaredConstructor(typesOf(words[3]));
        made.setAccessible(true);
        return Values.write(made.newInstance(arguments(words, 5, made.getParameterTypes())), made.getDeclaringClass());
      }
      default: { // call CLASS NAME TYPES THIS HOOK-WHOSE-ORIGINAL ARGUMENT…
        Method method = classOf(words[1]).getDeclaredMethod(words[2], typesOf(words[3]));
        method.setAccessible(true);
        Object self = Values.read(words[4], Object.class);
        Object[] args = arguments(words, 6, method.getParameterTypes());
        PASSING.set(Integer.parseInt(words[5]));
        try {
          Object result = method.invoke(self, args);
          return method.getReturnType() == void.class ? "v" : Values.write(result, method.getReturnType());
        } finally {
          PASSING.set(-1);
        }
      }
    }
  }

  /** Of a class what its own declaration says, as Frida's class model does: nothing of what it inherits. */
  private static String model(Class<?> type) {
    String head = type.getSuperclass() == null ? "-" : type.getSuperclass().getName();
    Stream<String> methods = Stream.of(type.getDeclaredMethods())
        .map(method -> String.join("|", Modifier.isStatic(method.getModifiers()) ? "s" : "i", method.getName(),
            method.getReturnType().getName(), namesOf(method.getParameterTypes())));
    Stream<String> constructors = Stream.of(type.getDeclaredConstructors())
        .map(made -> String.join("|", "c", "$init", "void", namesOf(made.getParameterTypes())));
    return Stream.concat(Stream.of(head), Stream.concat(methods, constructors)).collect(Collectors.joining("\t"));
  }

  private static Object[] arguments(String[] words, int from, Class<?>[] types) {
    Object[] args = new Object[types.length];
    for (int i = 0; i < types.length; i++) args[i] = Values.read(words[from + i], types[i]);
    return args;
  }

  private static String namesOf(Class<?>[] types) {
    return Stream.of(types).map(Class::getName).collect(Collectors.joining(","));
  }

  private static Class<?>[] typesOf(String names) throws ClassNotFoundException {
    if (names.isEmpty()) return new Class<?>[0];
    String[] words = names.split(",");
    Class<?>[] types = new Class<?>[words.length];
    for (int i = 0; i < words.length; i++) types[i] = classOf(words[i]);
    return types;
  }

  private static Class<?> classOf(String name) throws ClassNotFoundException {
    for (Class<?> primitive : new Class<?>[] {boolean.class, byte.class, char.class, short.class, int.class, long.class, float.class, double.class})
      if (primitive.getName().equals(name)) return primitive;
    return Class.forName(name, true, ClassLoader.getSystemClassLoader());
  }

  private static String text(Throwable thrown) {
    return Values.text(String.valueOf(thrown));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** By channel, since FileOutputStream may be hooked. */
  private static synchronized void send(String message) {
    ByteBuffer line = ByteBuffer.wrap((Thread.currentThread().getId() + "\t" + message + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (line.hasRemaining()) out.write(line);
    } catch (java.io.IOException gone) {
      Runtime.getRuntime().halt(3);
    }
  }

  private static void distribute(FileChannel in) {
    StringBuilder rest = new StringBuilder();
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    try {
      while (in.read(chunk.clear()) > 0) {
        rest.append(StandardCharsets.ISO_8859_1.decode(chunk.flip()));
        for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
          String[] parts = rest.substring(0, end).split("\t", 2);
          rest.delete(0, end + 1);
          QUEUES.computeIfAbsent(Long.parseLong(parts[0]), id -> new LinkedBlockingQueue<>()).add(parts[1]);
        }
      }
    } catch (java.io.IOException gone) {
      Runtime.getRuntime().halt(4);
    }
  }
}
