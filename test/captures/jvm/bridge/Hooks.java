// Rewrites hooked methods so that they ask the bridge first. As with Frida it is the method itself that is replaced: an override in a subclass is
// another method, and calls of it are not seen.
package bridge;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.internal.org.objectweb.asm.ClassReader;
import jdk.internal.org.objectweb.asm.ClassVisitor;
import jdk.internal.org.objectweb.asm.ClassWriter;
import jdk.internal.org.objectweb.asm.Label;
import jdk.internal.org.objectweb.asm.MethodVisitor;
import jdk.internal.org.objectweb.asm.Opcodes;
import jdk.internal.org.objectweb.asm.Type;

final class Hooks implements ClassFileTransformer {
  private static final String BRIDGE = "bridge/Bridge";
  private final Instrumentation instrumentation;
  private final List<Class<?>[]> types = new ArrayList<>();
  /** Class → name and descriptor → number of the hook. */
  private final Map<String, Map<String, Integer>> placed = new HashMap<>();

  Hooks(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
    instrumentation.addTransformer(this, true);
  }

  synchronized int add(Class<?> type, String name, Class<?>[] parameters) throws Exception {
    String key;
    if (name.equals("$init")) key = "<init>" + Type.getConstructorDescriptor(type.getDeclaredConstructor(parameters));
    else key = name + Type.getMethodDescriptor(type.getDeclaredMethod(name, parameters));
    types.add(parameters);
    placed.computeIfAbsent(Type.getInternalName(type), any -> new HashMap<>()).put(key, types.size() - 1);
    instrumentation.retransformClasses(type);
    return types.size() - 1;
  }

  synchronized Class<?>[] typesOf(int hook) {
    return types.get(hook);
  }

  @Override
  public byte[] transform(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
    Map<String, Integer> hooks = placed.get(name);
    if (hooks == null) return null;
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new ClassVisitor(Opcodes.ASM8, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] thrown) {
        MethodVisitor visitor = super.visitMethod(access, method, descriptor, signature, thrown);
        Integer hook = hooks.get(method + descriptor);
        return hook == null ? visitor : new Rewriter(visitor, name, access, method, descriptor, hook);
      }
    }, ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  private static final class Rewriter extends MethodVisitor {
    private final String owner;
    private final boolean isStatic;
    private final boolean isConstructor;
    private final Type[] parameters;
    private final Type result;
    private final int hook;

    Rewriter(MethodVisitor visitor, String owner, int access, String method, String descriptor, int hook) {
      super(Opcodes.ASM8, visitor);
      this.owner = owner;
      this.hook = hook;
      isStatic = (access & Opcodes.ACC_STATIC) != 0;
      isConstructor = method.equals("<init>");
      parameters = Type.getArgumentTypes(descriptor);
      result = Type.getReturnType(descriptor);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      if (isConstructor) return;
      Label original = new Label();
      super.visitLdcInsn(hook);
      super.visitMethodInsn(Opcodes.INVOKESTATIC, BRIDGE, "enter", "(I)Z", false);
      super.visitJumpInsn(Opcodes.IFEQ, original);
      ask("dispatch", "Ljava/lang/Object;");
      giveBack();
      super.visitLabel(original);
      super.visitFrame(Opcodes.F_NEW, locals().length, locals(), 0, new Object[0]);
      super.visitInsn(Opcodes.NOP);
    }

    @Override
    public void visitInsn(int opcode) {
      if (isConstructor && opcode == Opcodes.RETURN) ask("constructed", "V");
      super.visitInsn(opcode);
    }

    private void ask(String method, String returned) {
      super.visitLdcInsn(hook);
      if (isStatic) super.visitInsn(Opcodes.ACONST_NULL);
      else super.visitVarInsn(Opcodes.ALOAD, 0);
      super.visitLdcInsn(parameters.length);
      super.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
      int local = isStatic ? 0 : 1;
      for (int i = 0; i < parameters.length; i++) {
        super.visitInsn(Opcodes.DUP);
        super.visitLdcInsn(i);
        super.visitVarInsn(parameters[i].getOpcode(Opcodes.ILOAD), local);
        box(parameters[i]);
        super.visitInsn(Opcodes.AASTORE);
        local += parameters[i].getSize();
      }
      super.visitMethodInsn(Opcodes.INVOKESTATIC, BRIDGE, method, "(ILjava/lang/Object;[Ljava/lang/Object;)" + returned, false);
    }

    private void giveBack() {
      String box = boxOf(result);
      if (result.getSort() == Type.VOID) super.visitInsn(Opcodes.POP);
      else if (box == null) super.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
      else {
        super.visitTypeInsn(Opcodes.CHECKCAST, box);
        super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, box, result.getClassName() + "Value", "()" + result.getDescriptor(), false);
      }
      super.visitInsn(result.getOpcode(Opcodes.IRETURN));
    }

    private void box(Type type) {
      String box = boxOf(type);
      if (box != null)
        super.visitMethodInsn(Opcodes.INVOKESTATIC, box, "valueOf", "(" + type.getDescriptor() + ")L" + box + ";", false);
    }

    /** The locals at the start of the method. */
    private Object[] locals() {
      List<Object> found = new ArrayList<>();
      if (!isStatic) found.add(owner);
      for (Type type : parameters) {
        switch (type.getSort()) {
          case Type.LONG -> found.add(Opcodes.LONG);
          case Type.DOUBLE -> found.add(Opcodes.DOUBLE);
          case Type.FLOAT -> found.add(Opcodes.FLOAT);
          case Type.ARRAY, Type.OBJECT -> found.add(type.getInternalName());
          default -> found.add(Opcodes.INTEGER);
        }
      }
      return found.toArray();
    }

    private static String boxOf(Type type) {
      return switch (type.getSort()) {
        case Type.BOOLEAN -> "java/lang/Boolean";
        case Type.BYTE -> "java/lang/Byte";
        case Type.CHAR -> "java/lang/Character";
        case Type.SHORT -> "java/lang/Short";
        case Type.INT -> "java/lang/Integer";
        case Type.LONG -> "java/lang/Long";
        case Type.FLOAT -> "java/lang/Float";
        case Type.DOUBLE -> "java/lang/Double";
        default -> null;
      };
    }
  }
}
