using System.ComponentModel.DataAnnotations;

namespace Platform.ObjectStorage;

/// <summary>Configures the storage; section <c>Storage</c>, with the same values for every service.</summary>
public sealed class StorageOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Storage";

    /// <summary>Gets or sets the provider: <c>local</c> (a folder that all services share) or <c>s3</c>.</summary>
    [RegularExpression("^(local|s3)$", ErrorMessage = "Storage:Provider is local or s3.")]
    public string Provider { get; set; } = "local";

    /// <summary>Gets or sets the options of the provider <c>local</c>.</summary>
    public LocalStorageOptions Local { get; set; } = new();

    /// <summary>Gets or sets the options of the provider <c>s3</c>.</summary>
    public S3StorageOptions S3 { get; set; } = new();
}

/// <summary>Configures the local storage; section <c>Storage:Local</c>.</summary>
public sealed class LocalStorageOptions
{
    /// <summary>Gets or sets the folder, which is created if it does not exist. A relative path starts at the service's working folder.</summary>
    public string Root { get; set; } = Path.Combine(".local", "storage");
}

/// <summary>Configures the S3 storage; section <c>Storage:S3</c>.</summary>
public sealed class S3StorageOptions
{
    /// <summary>Gets or sets the bucket, which has to exist.</summary>
    public string Bucket { get; set; } = "platform";

    /// <summary>Gets or sets the address of a server other than Amazon's; null for Amazon's.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Gets or sets the region, such as <c>eu-west-1</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Gets or sets whether the bucket is in the path instead of the host name, which most servers other than Amazon's need.</summary>
    public bool PathStyle { get; set; }

    /// <summary>Gets or sets the access key; null for the SDK's own search (environment, instance role).</summary>
    public string? AccessKey { get; set; }

    /// <summary>Gets or sets the secret key for <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; set; }

    /// <summary>
    /// Gets or sets the size of one part of a multipart upload in bytes, 5 MiB to 1 GiB, which is also the memory of each running put.
    /// </summary>
    [Range(5 << 20, 1 << 30)]
    public int PartBytes { get; set; } = 8 << 20;
}
