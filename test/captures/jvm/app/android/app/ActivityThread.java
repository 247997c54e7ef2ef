// Stands in for Android's class.
package android.app;

public final class ActivityThread {
  private ActivityThread() {}

  public static String currentPackageName() {
    return "com.example.jvm";
  }

  public static String currentProcessName() {
    return "com.example.jvm:sync";
  }
}
