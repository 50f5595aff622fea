namespace Platform.ApiGateway.Access;

/// <summary>Lists what a link to captions may be for.</summary>
internal enum LinkRight
{
    /// <summary>To read the captions, which every link is for.</summary>
    Read = 0,

    /// <summary>To read comments and write them.</summary>
    Comment = 1,

    /// <summary>To edit the captions.</summary>
    Edit = 2,
}
