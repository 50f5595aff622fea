namespace Platform.Worker.Processes;

/// <summary>Lists the kinds of network access of a child process.</summary>
internal enum ChildNetwork
{
    /// <summary>No network: a network namespace of its own in which not even loopback is up.</summary>
    None,

    /// <summary>Loopback of a namespace of its own, where <see cref="NetworkFence.ProxyPort"/> forwards to a Unix socket of the worker.</summary>
    Proxy,

    /// <summary>The network of the worker, for machines without support for namespaces.</summary>
    Machine,
}
