namespace Platform.ServiceDefaults.Connections;

/// <summary>Knows the connections of one protocol.</summary>
internal interface IConnectionSource
{
    /// <summary>The label <c>protocol</c>.</summary>
    string Protocol { get; }

    /// <summary>The counts of this moment; cheap, as every scrape asks for them.</summary>
    ConnectionCounts Read();
}
