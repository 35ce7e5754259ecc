using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>
/// Somebody's second step: set up, changed, taken away. Also where those are led who owe one: for them it is the only page of the office. Plain forms, because whoever owes
/// one has no circuit.
/// </summary>
public sealed partial class SecondStepPage
{
    private static readonly string[] s_forms =
    [
        "confirm-session",
        "confirm-session-passkey",
        "add-passkey",
        "passkeys",
        "confirm",
        "manage",
        "begin",
        "drop",
        "leave",
    ];

    private StaffSignIn? _who;
    private SecondStepView? _view;
    private IReadOnlyList<string> _codes = [];
    private string _done = "";
    private string? _refusal;
    private string _mend = "code";

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [SupplyParameterFromForm(FormName = "confirm", Name = "Code")]
    public string? FirstCode { get; set; }

    [SupplyParameterFromForm(FormName = "confirm-session")]
    public string? Code { get; set; }

    [SupplyParameterFromForm(FormName = "manage")]
    public string? Proof { get; set; }

    [SupplyParameterFromForm(FormName = "manage")]
    public string? Act { get; set; }

    [SupplyParameterFromForm(FormName = "confirm-session-passkey")]
    public string? Passkey { get; set; }

    [SupplyParameterFromForm(FormName = "add-passkey")]
    public string? Made { get; set; }

    [SupplyParameterFromForm(FormName = "add-passkey")]
    public string? PasskeyName { get; set; }

    [SupplyParameterFromForm(FormName = "passkeys")]
    public string? Chosen { get; set; }

    [SupplyParameterFromForm(FormName = "passkeys")]
    public string? NewName { get; set; }

    [SupplyParameterFromForm(FormName = "passkeys")]
    public string? RemoveProof { get; set; }

    [SupplyParameterFromForm(FormName = "passkeys")]
    public string? PasskeyAct { get; set; }

    /// <summary>Where they wanted to go.</summary>
    [SupplyParameterFromQuery]
    public string? Next { get; set; }

    [Inject]
    public required StaffSessions Sessions { get; init; }

    [Inject]
    public required SecondStepQuery Query { get; init; }

    [Inject]
    public required BeginAuthenticator Begin { get; init; }

    [Inject]
    public required DropAuthenticatorKey Drop { get; init; }

    [Inject]
    public required ConfirmAuthenticator Confirm { get; init; }

    [Inject]
    public required RenewRecoveryCodes Renew { get; init; }

    [Inject]
    public required TurnOffAuthenticator TurnOff { get; init; }

    [Inject]
    public required ConfirmSession ConfirmThis { get; init; }

    [Inject]
    public required ConfirmSessionByPasskey ConfirmThisByPasskey { get; init; }

    [Inject]
    public required PasskeyCeremonies Ceremonies { get; init; }

    [Inject]
    public required AddPasskey Add { get; init; }

    [Inject]
    public required RenamePasskey Rename { get; init; }

    [Inject]
    public required RemovePasskey Remove { get; init; }

    [Inject]
    public required EndStaffSession End { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>They have a second step, and this sign-in has not shown it.</summary>
    private bool MustConfirm => _view?.HasAny == true && _who?.SecondStepAt is null;

    private string Heading =>
        MustConfirm ? "Show your second step"
        : _who?.OwesSecondStep == true ? "One more step to your office"
        : "Your second step";

    private string CodesLeft =>
        _view!.CodesLeft switch // Drawn only where there is a view.
        {
            0 => "You have no recovery codes left.",
            1 => "You have one recovery code left.",
            var left => string.Create(CultureInfo.InvariantCulture, $"You have {left} recovery codes left."),
        };

    private string Onwards =>
        SignIn.IsOfOffice(Next) ? Next! // IsOfOffice: not null.
        : _who is { OwesSecondStep: true } owing ? OfficeStart.Of(owing.Staff.Role)
        : "/office/profile";

    private string FieldAddress => $"{Context.Request.Path}{Context.Request.QueryString}#{_mend}";

    /// <summary>A file that needs no script and no second request.</summary>
    private string AsFile =>
        "data:text/plain;charset=utf-8,"
        + Uri.EscapeDataString("ALTITUDE recovery codes. Each works once.\r\n\r\n" + string.Join("\r\n", _codes) + "\r\n");

    /// <summary>Names of the forms that are not on the page as it is.</summary>
    private IEnumerable<string> Undrawn
    {
        get
        {
            HashSet<string> drawn = [];
            if (_codes.Count == 0 && _view is not null && _who is not null)
            {
                string[] forms =
                    MustConfirm ? ["confirm-session", "confirm-session-passkey"]
                    : _view.Pending is not null ? ["confirm"]
                    : [_view.HasAuthenticator ? "manage" : "begin", "add-passkey"];
                drawn.UnionWith(forms);
                if (!MustConfirm && _view.Pending is null && _view.Passkeys.Count > 0)
                {
                    drawn.Add("passkeys");
                }

                if (_who.OwesSecondStep)
                {
                    drawn.Add("leave");
                }

                if (!MustConfirm && _view.Pending is not null)
                {
                    drawn.Add("drop");
                }
            }

            return s_forms.Except(drawn);
        }
    }

    protected override async Task OnInitializedAsync()
    {
        _who = await OfficeDoor.FindAsync(Context, Sessions);
        if (_who is null)
        {
            Navigation.NavigateTo($"/office/sign-in?next={Uri.EscapeDataString(OfficeDoor.SecondStep)}");
            return;
        }

        if (_who.IsShut)
        {
            Navigation.NavigateTo(OfficeDoor.Closed);
            return;
        }

        await LookAsync();
    }

    private async Task LookAsync() => _view = _who is null ? null : await Query.RunAsync(_who, Context.RequestAborted);

    private Task BeginAsync() =>
        ActAsync(
            async () =>
            {
                await Begin.RunAsync(_who!, "", Context.RequestAborted); // Asked in ActAsync.
                Navigation.NavigateTo(OfficeDoor.SecondStepThen(Next));
            },
            "code"
        );

    private Task DropAsync() =>
        ActAsync(
            async () =>
            {
                await Drop.RunAsync(_who!, Context.RequestAborted); // As above.
                Navigation.NavigateTo(OfficeDoor.SecondStepThen(Next));
            },
            "code"
        );

    private Task ConfirmAsync() =>
        ActAsync(
            async () => (_codes, _done) = (await Confirm.RunAsync(_who!, FirstCode ?? "", Context.RequestAborted), "Your second step is on."), // As above.
            "code"
        );

    private Task ConfirmSessionAsync() =>
        ActAsync(
            async () =>
            {
                await ConfirmThis.RunAsync(_who!, Code ?? "", Context.RequestAborted); // As above.
                Navigation.NavigateTo(_who!.OwesSecondStep ? Onwards : OfficeDoor.SecondStepThen(Next)); // As above.
            },
            "code"
        );

    private Task ConfirmSessionByPasskeyAsync() =>
        ActAsync(
            async () =>
            {
                var signed = await Ceremonies.RequireSignedAsync(Context, _who!.UserId, Passkey, Context.RequestAborted); // As above.
                await ConfirmThisByPasskey.RunAsync(_who, signed, Context.RequestAborted);
                Navigation.NavigateTo(_who.OwesSecondStep ? Onwards : OfficeDoor.SecondStepThen(Next));
            },
            "code"
        );

    private Task AddPasskeyAsync() =>
        ActAsync(
            async () =>
            {
                Passkeys.RequireName(PasskeyName ?? "");
                var made = await Ceremonies.RequireNewAsync(Context, _who!.UserId, Made, Context.RequestAborted); // As above.
                (_codes, _done) = (await Add.RunAsync(_who, made, PasskeyName!, Context.RequestAborted), "Your passkey is there."); // Required above.
                if (_codes.Count == 0)
                {
                    Navigation.NavigateTo(_who.OwesSecondStep ? Onwards : OfficeDoor.SecondStepThen(Next));
                }
            },
            "passkey-name"
        );

    private Task ChangePasskeyAsync() =>
        ActAsync(
            async () =>
            {
                if (PasskeyAct == "remove")
                {
                    await Remove.RunAsync(_who!, Chosen ?? "", RemoveProof ?? "", Context.RequestAborted); // As above.
                }
                else
                {
                    await Rename.RunAsync(_who!, Chosen ?? "", NewName ?? "", Context.RequestAborted); // As above.
                }

                Navigation.NavigateTo(OfficeDoor.SecondStepThen(Next));
            },
            PasskeyAct == "remove" ? "remove-proof" : "new-name"
        );

    private bool IsChosen(PasskeyView passkey) => _view!.Passkeys.Any(p => p.Id == Chosen) ? passkey.Id == Chosen : passkey == _view.Passkeys[0]; // Drawn in a view.

    private string SaidOf(PasskeyView passkey)
    {
        var (words, now) = (_view!.Company.Words, _view.Now); // As above.
        return $"Added {words.Instant(passkey.AddedAt, now)}. {(passkey.LastUsedAt is { } used ? $"Last used {words.Instant(used, now)}." : "Not used yet.")}";
    }

    private Task ManageAsync() =>
        ActAsync(
            async () =>
            {
                switch (Act)
                {
                    case "codes":
                        (_codes, _done) = (await Renew.RunAsync(_who!, Proof ?? "", Context.RequestAborted), ""); // As above.
                        break;
                    case "replace":
                        await Begin.RunAsync(_who!, Proof ?? "", Context.RequestAborted); // As above.
                        Navigation.NavigateTo(OfficeDoor.SecondStepThen(Next));
                        break;
                    case "off":
                        await TurnOff.RunAsync(_who!, Proof ?? "", Context.RequestAborted); // As above.
                        Navigation.NavigateTo(OfficeDoor.SecondStepThen(Next));
                        break;
                }
            },
            "proof"
        );

    private async Task LeaveAsync()
    {
        if (_who is not null)
        {
            await End.RunAsync(_who.Staff, _who.Staff.Session, Context.RequestAborted);
        }

        Context.Response.Cookies.Delete(Cookies.Office(Context.Request), Cookies.Options(Context.Request, lasts: null));
        Navigation.NavigateTo("/office/sign-in");
    }

    private void Stale()
    {
        if (_who is not null)
        {
            (_refusal, Context.Response.StatusCode) = ("Something changed meanwhile. This is how it stands now.", StatusCodes.Status409Conflict);
        }
    }

    private async Task ActAsync(Func<Task> act, string field)
    {
        if (_who is null)
        {
            return;
        }

        try
        {
            await act();
        }
        catch (RuleViolation refused)
        {
            Refusals.Count(refused);
            (_refusal, _mend) = (refused.Message, field);
            Context.Response.StatusCode = refused.Rule switch
            {
                SecondStepRules.Locked => StatusCodes.Status429TooManyRequests,
                SecondStepRules.Wrong => StatusCodes.Status401Unauthorized,
                _ => StatusCodes.Status409Conflict,
            };
            _who = await OfficeDoor.FindAsync(Context, Sessions); // As it is now: another page may have been quicker.
            await LookAsync();
        }
    }

    private string FieldOf(string name) => _refusal is not null && _mend == name ? "field has-error" : "field";
}
