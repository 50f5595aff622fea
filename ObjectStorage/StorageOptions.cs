using System.ComponentModel.DataAnnotations;

namespace Platform.ObjectStorage;

/// <summary>Configuration section <c>Storage</c>: the same values for every service.</summary>
public sealed class StorageOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Storage";

    /// <summary><c>local</c> (a folder that all services see) or <c>s3</c>.</summary>
    [RegularExpression("^(local|s3)$", ErrorMessage = "Storage:Provider is local or s3.")]
    public string Provider { get; set; } = "local";

    /// <summary>Of the provider <c>local</c>.</summary>
    public LocalStorageOptions Local { get; set; } = new();

    /// <summary>Of the provider <c>s3</c>.</summary>
    public S3StorageOptions S3 { get; set; } = new();
}

/// <summary>Configuration section <c>Storage:Local</c>.</summary>
public sealed class LocalStorageOptions
{
    /// <summary>The folder; made when absent. A relative one is taken from the service's working folder.</summary>
    public string Root { get; set; } = Path.Combine(".local", "storage");
}

/// <summary>Configuration section <c>Storage:S3</c>.</summary>
public sealed class S3StorageOptions
{
    /// <summary>The bucket; it has to exist.</summary>
    public string Bucket { get; set; } = "platform";

    /// <summary>Address of a server other than Amazon's; null for Amazon's.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Region, such as <c>eu-west-1</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Bucket in the path instead of the host name; most servers other than Amazon's need it.</summary>
    public bool PathStyle { get; set; }

    /// <summary>Access key; null for the SDK's own search (environment, instance role).</summary>
    public string? AccessKey { get; set; }

    /// <summary>Secret key, with <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Size of one part of a multipart upload in bytes: 5 MiB to 5 GiB; so much memory for each running put.</summary>
    [Range(5L << 20, 5L << 30)]
    public int PartBytes { get; set; } = 8 << 20;
}
