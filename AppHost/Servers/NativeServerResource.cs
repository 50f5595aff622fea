namespace Platform.AppHost.Servers;

/// <summary>Represents the process that runs instead of a server's container.</summary>
/// <param name="server">The server, which stays in the model.</param>
/// <param name="script">Full path of the script that starts it.</param>
internal sealed class NativeServerResource(ContainerResource server, string script)
    : ExecutableResource($"{server.Name}-server", "/bin/sh", Path.GetDirectoryName(script)!)
{
    /// <summary>The server.</summary>
    public ContainerResource Server => server;
}
