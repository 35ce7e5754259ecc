using System.Text.Json;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Altitude.Web.Security;

/// <summary>
/// What a browser is asked when somebody makes a passkey or signs with one, and whether its answer is good: by Identity, for this product's configured address alone. A
/// question is answered once, within minutes, by the browser that it was put to.
/// </summary>
public sealed class PasskeyCeremonies(IPasskeyHandler<StaffUser> handler, SignInSteps steps)
{
    private const int LongestAnswer = 20_000;
    private static readonly TimeSpan Waits = TimeSpan.FromMinutes(5);

    /// <returns>The question, as JSON for the browser.</returns>
    public async Task<string> AskForNewAsync(HttpContext context, Guid user, string email, CancellationToken cancellationToken)
    {
        var entity = new PasskeyUserEntity
        {
            Id = user.ToString(),
            Name = email,
            DisplayName = email,
        };
        var asked = await handler.MakeCreationOptionsAsync(entity, context);
        await RememberAsync(context, SignInSteps.PasskeyAdd, user, asked.AttestationState, cancellationToken);
        return asked.CreationOptionsJson;
    }

    /// <param name="user">Null: whoever it is, they say so with the passkey.</param>
    /// <returns>The question, as JSON for the browser.</returns>
    public async Task<string> AskToSignAsync(HttpContext context, StaffUser? user, CancellationToken cancellationToken)
    {
        var asked = await handler.MakeRequestOptionsAsync(user, context);
        await RememberAsync(context, SignInSteps.PasskeyUse, user?.Id, asked.AssertionState, cancellationToken);
        return asked.RequestOptionsJson;
    }

    /// <exception cref="RuleViolation"><see cref="SecondStepRules.Passkey"/>: not made for this user and this address, or not now.</exception>
    public async Task<UserPasskeyInfo> RequireNewAsync(HttpContext context, Guid user, string? answer, CancellationToken cancellationToken)
    {
        var asked = await TakeAsync(context, SignInSteps.PasskeyAdd, cancellationToken);
        RuleViolation.Unless(asked?.User == user && IsWorthReading(answer), SecondStepRules.Passkey, NotMade);
        var made = await ReadAsync(() =>
            handler.PerformAttestationAsync(
                new PasskeyAttestationContext
                {
                    HttpContext = context,
                    CredentialJson = answer!, // Worth reading.
                    AttestationState = asked!.State, // Its user was compared.
                }
            )
        );
        RuleViolation.Unless(made is { Succeeded: true } && made.UserEntity.Id == user.ToString(), SecondStepRules.Passkey, NotMade);
        return made!.Passkey!; // Required above.
    }

    /// <param name="user">Whose passkey it must be; null: anybody's.</param>
    /// <exception cref="RuleViolation"><see cref="SecondStepRules.Passkey"/>: unknown, another's, not for this address, or not now.</exception>
    public async Task<PasskeySigned> RequireSignedAsync(HttpContext context, Guid? user, string? answer, CancellationToken cancellationToken)
    {
        var asked = await TakeAsync(context, SignInSteps.PasskeyUse, cancellationToken);
        RuleViolation.Unless(asked is not null && asked.User == user && IsWorthReading(answer), SecondStepRules.Passkey, NotSigned);
        var signed = await ReadAsync(() =>
            handler.PerformAssertionAsync(
                new PasskeyAssertionContext
                {
                    HttpContext = context,
                    CredentialJson = answer!, // Worth reading.
                    AssertionState = asked!.State, // Not null.
                }
            )
        );
        RuleViolation.Unless(signed is { Succeeded: true } && (user is null || signed.User.Id == user), SecondStepRules.Passkey, NotSigned);
        return new PasskeySigned(signed!.User!.Id, signed.Passkey!); // Required above.
    }

    private const string NotMade = "The browser did not make a passkey for this page. Try again.";
    private const string NotSigned = "That passkey does not sign you in here. Try again, or use your password.";

    private static bool IsWorthReading(string? answer) => answer is { Length: > 0 and <= LongestAnswer };

    /// <returns>Null: it cannot be read at all.</returns>
    private static async Task<T?> ReadAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or ArgumentException or PasskeyException)
        {
            return null;
        }
    }

    private async Task RememberAsync(HttpContext context, string kind, Guid? user, string? state, CancellationToken cancellationToken)
    {
        var secret = await steps.BeginAsync(kind, user, state ?? "", Waits, cancellationToken);
        context.Response.Cookies.Append(Cookies.Passkey(context.Request), secret.Text, Cookies.Options(context.Request, Waits));
    }

    private async Task<OpenStep?> TakeAsync(HttpContext context, string kind, CancellationToken cancellationToken)
    {
        var asked = await steps.TakeAsync(kind, context.Request.Cookies[Cookies.Passkey(context.Request)], cancellationToken);
        if (!context.Response.HasStarted)
        {
            context.Response.Cookies.Delete(Cookies.Passkey(context.Request), Cookies.Options(context.Request, lasts: null));
        }

        return asked;
    }
}

/// <summary>Somebody signed with their passkey.</summary>
/// <param name="Passkey">As it is after that: it counts its uses.</param>
public sealed record PasskeySigned(Guid User, UserPasskeyInfo Passkey);

/// <summary>For which address passkeys are made, and what they must show.</summary>
internal sealed class PasskeySettings(PublicAddress site) : IConfigureOptions<IdentityPasskeyOptions>
{
    public void Configure(IdentityPasskeyOptions options)
    {
        options.ServerDomain = site.Root.Host; // From configuration, never from the Host header.
        options.UserVerificationRequirement = "required"; // A finger, a face or a PIN: so that it counts as two steps.
        options.ResidentKeyRequirement = "required"; // So that nobody types an address first.
        options.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && asked.Origin == site.Url);
    }
}
