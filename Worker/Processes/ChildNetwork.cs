namespace Platform.Worker.Processes;

/// <summary>What a child process sees of the network.</summary>
internal enum ChildNetwork
{
    /// <summary>Nothing: a network namespace of its own in which not even loopback is up.</summary>
    None,

    /// <summary>Loopback of a namespace of its own, where <see cref="NetworkFence.ProxyPort"/> leads to a Unix socket of ours.</summary>
    Proxy,

    /// <summary>What the worker sees. For machines that make no namespaces.</summary>
    Machine,
}
