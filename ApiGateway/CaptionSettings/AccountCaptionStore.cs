using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionSettings;

/// <summary>Stores the default caption settings of accounts.</summary>
internal sealed class AccountCaptionStore(IDbContextFactory<IdentityDb> databases, TimeProvider time)
{
    private static readonly AccountCaptions s_nothing = new();

    /// <summary>Gets an account's settings and their version, which is 0 if nothing was ever set.</summary>
    public async Task<(AccountCaptions Settings, int Version)> FindAsync(Guid user, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await db.AccountCaptions.AsNoTracking().FirstOrDefaultAsync(settings => settings.UserId == user, cancellationToken);
        return stored is null ? (s_nothing, 0) : (JsonSerializer.Deserialize(stored.Settings, StoredSettingsJson.Default.AccountCaptions) ?? s_nothing, stored.Version);
    }

    /// <summary>Replaces the settings of a version; false if they have changed in the meantime.</summary>
    public async Task<bool> ReplaceAsync(Guid user, int version, AccountCaptions settings, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var json = JsonSerializer.Serialize(settings, StoredSettingsJson.Default.AccountCaptions);
        return await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO identity.account_captions AS own (user_id, version, settings, updated_at) VALUES ({user}, 1, {json}, {time.GetUtcNow()})
            ON CONFLICT (user_id) DO UPDATE SET version = own.version + 1, settings = EXCLUDED.settings, updated_at = EXCLUDED.updated_at WHERE own.version = {version}
            """,
            cancellationToken) == 1;
    }

    public static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"v{version}\"");
}

/// <summary>Serialises stored settings. Members that another version of the gateway has added are ignored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccountCaptions))]
internal sealed partial class StoredSettingsJson : JsonSerializerContext;
