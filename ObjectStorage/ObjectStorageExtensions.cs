using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.ObjectStorage.Local;
using Platform.ObjectStorage.S3;
using Platform.ObjectStorage.Telemetry;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Measures;

namespace Platform.ObjectStorage;

/// <summary>Registers the object storage.</summary>
public static class ObjectStorageExtensions
{
    /// <summary>Registers <see cref="IObjectStore"/> and the dependency <c>storage</c> with its health check.</summary>
    public static IHostApplicationBuilder AddObjectStorage(this IHostApplicationBuilder builder)
    {
        builder.AddDependency(StorageGate.Dependency, static async (services, token) =>
        {
            var details = await ((IProbedStore)services.GetRequiredService<IObjectStore>()).ProbeAsync(token).ConfigureAwait(false);
            var provider = services.GetRequiredService<IOptions<StorageOptions>>().Value.Provider;
            details["connected"] = true;
            details["provider"] = provider;
            return new ProbeAnswer($"connected ({provider})", details);
        });
        builder.Services.AddObjectStorage(builder.Configuration);
        return builder;
    }

    /// <summary>
    /// Registers <see cref="IObjectStore"/> by the section <c>Storage</c>. The host also has to register the dependency <c>storage</c>.
    /// </summary>
    public static IServiceCollection AddObjectStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection(StorageOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddInstruments<StorageMetrics>();
        services.TryAddSingleton<StorageGate>();
        services.TryAddSingleton<IObjectStore>(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
            var gate = provider.GetRequiredService<StorageGate>();
            return options.Provider == "s3"
                ? new S3ObjectStore(CreateClient(options.S3), options.S3, gate)
                : new LocalObjectStore(options.Local, gate);
        });
        return services;
    }

    internal static AmazonS3Client CreateClient(S3StorageOptions options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            AuthenticationRegion = options.Region,
            // The dependency's pipeline retries.
            MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.UseHttp = endpoint.Scheme == Uri.UriSchemeHttp;
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Region);
        }

        return options.AccessKey is null
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }
}
