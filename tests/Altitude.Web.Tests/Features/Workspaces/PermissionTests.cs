using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Appointments;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Payments;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Authorization;

namespace Altitude.Web.Tests.Features.Workspaces;

/// <summary>Each cell of the table of permissions, tried on the use-case that stands behind it.</summary>
public sealed class PermissionTests(AppFixture site) : IClassFixture<AppFixture>
{
    public static TheoryData<Permission, StaffRole> Cells()
    {
        var cells = new TheoryData<Permission, StaffRole>();
        foreach (var permission in Enum.GetValues<Permission>())
        {
            foreach (var role in Enum.GetValues<StaffRole>())
            {
                cells.Add(permission, role);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task What_the_table_says_is_what_the_use_case_does(Permission permission, StaffRole role)
    {
        var cast = await site.GatherAsync();
        var staff = cast.Summit.Staff.Values.First(s => s.Role == role);

        var refused = await RefusalAsync(() => TryAsync(permission, cast, staff));

        // Whatever else may be wrong with what is tried: their role is, or is not, the reason.
        Assert.Equal(role.May(permission), refused is not (StaffRoles.NotAllowed or StaffRules.Role or "policy"));
    }

    private async Task TryAsync(Permission permission, Cast cast, Staff staff)
    {
        var key = RequestKey.New("permission");
        switch (permission)
        {
            case Permission.Work:
                await site.Service<VisitQuery>().RunAsync(staff, Id<Appointment>.New(), default);
                break;
            case Permission.Price:
                await site.Service<RecordCredit>().RunAsync(staff, "INV-1", Usd(100), "Came late", key, default);
                break;
            case Permission.Schedule:
                await site.Service<CancelVisit>().RunAsync(staff, Id<Appointment>.New(), 1, "No", VisitScope.ThisOne, key, default);
                break;
            case Permission.GiveAccess:
                await site.Service<RevokeSetupLink>().RunAsync(staff, Id<SetupLink>.New(), key, default);
                break;
            case Permission.ViewAsContact:
                await site.Service<ViewAsContact>().RunAsync(staff, Id<Contact>.New(), key, default);
                break;
            case Permission.Refund:
                await site.Service<RefundPayment>().RunAsync(staff, Id<Payment>.New(), Usd(100), "", key, default);
                break;
            case Permission.Control:
                await site.Service<InviteStaff>().RunAsync(staff, "sam@example.com", "Sam", StaffRole.Technician, key, default);
                break;
            case Permission.AppointOwners:
                await site.Service<InviteStaff>().RunAsync(staff, "sam@example.com", "Sam", StaffRole.Owner, key, default);
                break;
            case Permission.ResetSecondSteps:
                await site.Service<ResetSecondStep>().RunAsync(staff, Id<StaffMember>.New(), key, default);
                break;
            case Permission.Operate:
                using (var visitor = site.VisitAs(staff, cast.Summit))
                {
                    var page = await visitor.GetAsync("/background");
                    if (page.Status != System.Net.HttpStatusCode.OK)
                    {
                        throw new RuleViolation("policy", $"{page.Status}");
                    }
                }

                break;
            case Permission.TakeAway:
                await site.Service<AskForExport>().RunAsync(staff, key, default);
                break;
            case Permission.CloseCompany:
                await site.Service<ShutCompany>().RunAsync(staff, "", key, default);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(permission), permission, "A permission wants a use-case that stands behind it.");
        }
    }

    private static async Task<string> RefusalAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "";
        }
        catch (RuleViolation refused)
        {
            return refused.Rule;
        }
    }

    private static Money Usd(long minorUnits) => new(minorUnits, new Currency("USD"));
}
