using System.Security.Cryptography;
using System.Text;
using Altitude.Data;
using Altitude.Domain;
using Npgsql;

namespace Altitude.Web.Security;

/// <summary>Counts tries of one kind by one party over all nodes. Addresses are kept as keyed hashes only.</summary>
public sealed class RateLimits(NpgsqlDataSource database, MasterKey key)
{
    public const string TooMany = "rate.too-many";

    /// <summary>Counts this try and says whether it is still within the limit.</summary>
    public async Task<bool> AllowsAsync(RateLimit limit, string whom, CancellationToken cancellationToken)
    {
        var hash = HMACSHA256.HashData(key.Derive("rate-limits"), Encoding.UTF8.GetBytes(whom));
        await using var command = database.CreateCommand("select altitude.count_try($1, $2)");
        command.Parameters.Add(new() { Value = $"{limit.Kind}:{Convert.ToHexStringLower(hash.AsSpan(0, 16))}" });
        command.Parameters.Add(new() { Value = limit.Span });
        return (int)(await command.WholeScalarAsync(cancellationToken))! <= limit.Most; // The function returns the count it wrote.
    }

    /// <exception cref="RuleViolation">Too many tries.</exception>
    public async Task RequireAsync(RateLimit limit, string whom, CancellationToken cancellationToken) =>
        RuleViolation.Unless(await AllowsAsync(limit, whom, cancellationToken), TooMany, "That was too often. Wait a while, then try again.");
}

/// <summary>How often a thing may be tried.</summary>
/// <param name="Most">Within one span.</param>
public sealed record RateLimit(string Kind, int Most, TimeSpan Span)
{
    /// <summary>By e-mail address: lockout of the account comes first, this stops a spray over one account from many places.</summary>
    public static readonly RateLimit SignInByAccount = new("sign-in-account", 30, TimeSpan.FromMinutes(15));
    public static readonly RateLimit SignInByAddress = new("sign-in-address", 60, TimeSpan.FromMinutes(15));

    /// <summary>Five an hour for one contact or dead link.</summary>
    public static readonly RateLimit NewLink = new("new-link", 5, TimeSpan.FromHours(1));
    public static readonly RateLimit NewLinkByAddress = new("new-link-address", 30, TimeSpan.FromHours(1));

    /// <summary>Presses of Continue, so that guessing tokens is hopeless as well as pointless.</summary>
    public static readonly RateLimit StartByAddress = new("start-address", 300, TimeSpan.FromMinutes(15));

    /// <summary>Readings of calendar addresses: programs look every few minutes, and guessing is hopeless.</summary>
    public static readonly RateLimit CalendarByAddress = new("calendar-address", 300, TimeSpan.FromMinutes(15));

    /// <summary>Requests for work: by one place, and to one company from all places together.</summary>
    public static readonly RateLimit RequestFormByAddress = new("request-form-address", 10, TimeSpan.FromHours(1));
    public static readonly RateLimit RequestForm = new("request-form", 300, TimeSpan.FromHours(1));

    /// <summary>Companies that are signed up: for one e-mail address, and from one place.</summary>
    public static readonly RateLimit SignUp = new("sign-up", 5, TimeSpan.FromHours(1));
    public static readonly RateLimit SignUpByAddress = new("sign-up-address", 20, TimeSpan.FromHours(1));

    /// <summary>Codes of a second step; each account is locked long before.</summary>
    public static readonly RateLimit SecondStepByAddress = new("second-step-address", 60, TimeSpan.FromMinutes(15));

    /// <summary>Questions that browsers are to sign; whoever asks for one leaves a row for some minutes.</summary>
    public static readonly RateLimit PasskeyByAddress = new("passkey-address", 120, TimeSpan.FromMinutes(15));

    public static readonly RateLimit PasswordReset = new("password-reset", 5, TimeSpan.FromHours(1));
    public static readonly RateLimit PasswordResetByAddress = new("password-reset-address", 30, TimeSpan.FromHours(1));
}
