using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.Secrets;

internal static class SecretFileExtensions
{
    /// <summary>
    /// Reads settings from the files of the folder that <c>Secrets:Folder</c> names: the file <c>ConnectionStrings__platform</c> is the setting
    /// <c>ConnectionStrings:platform</c>. Unlike environment variables, files are not shown by the tools that list processes and containers. They
    /// override all other settings; a line break at the end is ignored.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static void AddSecretFiles(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration["Secrets:Folder"] is { Length: > 0 } folder)
        {
            builder.Configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
        }
    }
}
