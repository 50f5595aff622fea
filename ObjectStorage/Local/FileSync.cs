using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.ObjectStorage.Local;

/// <summary>Makes a rename durable by syncing the folder. .NET cannot open folders, so it uses the system call (POSIX open(2), read-only).</summary>
internal static partial class FileSync
{
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = new SafeFileHandle(Open(folder, flags: 0), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw new IOException($"Cannot open the storage folder (error {Marshal.GetLastPInvokeError()}).");
        }

        RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Open(string path, int flags);
}
