// Stands in for Android's class: the UID of a first app that was installed.
package android.os;

public final class Process {
  private Process() {}

  public static int myUid() {
    return 10234;
  }
}
