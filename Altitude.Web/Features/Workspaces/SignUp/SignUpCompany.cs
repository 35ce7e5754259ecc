using System.Security.Cryptography;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Security;
using Npgsql;

namespace Altitude.Web.Features.Workspaces.SignUp;

/// <summary>Whether strangers may sign companies up here.</summary>
public sealed record SignUpOptions(bool IsOn)
{
    private const string Key = "Altitude:SignUp";

    /// <exception cref="InvalidOperationException">Neither on nor off; the message names the key.</exception>
    public static SignUpOptions Read(IConfiguration configuration) =>
        configuration[Key]?.Trim().ToUpperInvariant() switch
        {
            null or "" or "ON" => new SignUpOptions(IsOn: true),
            "OFF" => new SignUpOptions(IsOn: false),
            _ => throw new InvalidOperationException("Altitude__SignUp is neither on nor off."),
        };
}

/// <summary>
/// Somebody signs a company up. It begins under an address that nobody can guess and with nobody in it; a mail goes to the address that was given, and whoever
/// holds it opens the office. Whether that address signs in elsewhere already is told to nobody else, and nothing is sent to anybody before.
/// </summary>
public sealed class SignUpCompany(WorkspaceDbFactory workspaces, MasterKey master, RateLimits limits, SignUpOptions options)
{
    /// <param name="pressed">The form's own key: the same press sent twice begins one company.</param>
    /// <param name="address">The IP address, for the rate limit alone.</param>
    /// <exception cref="RuleViolation">Something is missing or cannot be used, too many came, or none are taken here.</exception>
    public async Task RunAsync(SignUpForm form, Guid pressed, string address, CancellationToken cancellationToken)
    {
        RuleViolation.Unless(options.IsOn, SignUpRules.Off, "New companies are not taken here.");
        if (form.Problems() is [var first, ..])
        {
            throw first;
        }

        var email = form.Email.Trim().ToLowerInvariant();
        await limits.RequireAsync(RateLimit.SignUpByAddress, address, cancellationToken);
        await limits.RequireAsync(RateLimit.SignUp, email, cancellationToken);
        try
        {
            await workspaces.BeginAsync(IdOf(pressed), db => BeginAsync(db, form, email, cancellationToken), cancellationToken);
        }
        catch (PostgresException begun) when (begun.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The same press once more.
        }
    }

    /// <summary>Nobody can know the company's present address from what the form sent.</summary>
    private Id<Workspace> IdOf(Guid pressed) => new(new Guid(HMACSHA256.HashData(master.Derive("sign-up"), pressed.ToByteArray()).AsSpan(0, 16)));

    private static async Task BeginAsync(WorkspaceDb db, SignUpForm form, string email, CancellationToken cancellationToken)
    {
        var country = SignUpChoices.Country(form.Country)!; // Required above, as all of the form.
        var company = Workspace.Found(
            db.WorkspaceId,
            Workspace.UnopenedSlug(db.WorkspaceId),
            form.Company,
            form.Zone,
            Currency.Of(form.Currency.Length > 0 ? form.Currency : country.Currency),
            country.Culture
        );
        company.Describe(new CompanyDetails(form.Phone.Trim(), email, ""), []);
        db.Add(company);
        await db.FlushAsync(cancellationToken); // The others point to it.
        if (StarterPrices.Find(form.Trade) is { } trade)
        {
            db.AddRange(StarterPrices.ItemsOf(trade, company));
            db.Add(StarterPrices.TemplateOf(trade, company, db.Now));
        }

        db.Add(StaffInvitation.ToBegin(Id<StaffInvitation>.New(), db.WorkspaceId, email, form.Name, db.Now));
    }
}
