namespace Platform.ServiceDefaults.Connections;

/// <summary>Provides the connection counts of one protocol.</summary>
internal interface IConnectionSource
{
    /// <summary>Gets the value of the label <c>protocol</c>.</summary>
    string Protocol { get; }

    /// <summary>Reads the current counts. Called on every scrape, so it must be cheap.</summary>
    ConnectionCounts Read();
}
