using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class AppointmentMapping : ITenantMapping<Appointment>
{
    public void Configure(EntityTypeBuilder<Appointment> appointment)
    {
        appointment.ToTable("appointments", Schemas.Tenant);
        appointment.HasKey(a => new { a.WorkspaceId, a.Id });
        appointment.Property(a => a.Id).ValueGeneratedNever();
        appointment.Property(a => a.Revision).IsConcurrencyToken();
        appointment.Property(a => a.Title).HasMaxLength(200);
        appointment.Property(a => a.ZoneId).HasMaxLength(64);
        appointment.Property(a => a.LocalStart).HasColumnType("timestamp without time zone");
        appointment.ComplexProperty(a => a.Arrival);
        appointment.HasOne<Job>().WithMany().HasForeignKey(a => new { a.WorkspaceId, a.JobId }).OnDelete(DeleteBehavior.Restrict);
        appointment.HasOne<StaffMember>().WithMany().HasForeignKey(a => new { a.WorkspaceId, a.TechnicianId }).OnDelete(DeleteBehavior.Restrict);
        appointment.HasIndex(a => new
        {
            a.WorkspaceId,
            a.JobId,
            a.StartsAt,
        }); // A job's visits; the next one on its card.
        appointment.HasIndex(a => new
        {
            a.WorkspaceId,
            a.CustomerId,
            a.StartsAt,
        }); // The portal's list.
        appointment.HasIndex(a => new { a.WorkspaceId, a.StartsAt }); // The schedule.
    }
}
