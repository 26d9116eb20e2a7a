# Cùng thủ tục theo Sơn La: có hội đồng xã, xã chi trả (the same procedure as Sơn La runs it)
at '07:00 18/08/2025'
publish procedures/son_la/noi_vu/tro_cap_mot_lan.lua
at '08:00 18/08/2025'
submit thuc-phan --procedure 2.001157 --unit H14.61.01 --as mai.huong --channel direct \
	--applicant 'Hà Thị Phúc' --id-number 999055000007 --paper ban_khai --paper giay_to
at '09:00 18/08/2025'
act thuc-phan mai.huong H14.61.01 complete
act thuc-phan dam.nhung H14.61.04 assigned
act thuc-phan dam.nhung H14.61.04 pass
act thuc-phan dam.nhung H14.61.04 agreed
at '15:00 18/08/2025'
act thuc-phan phan.chinh H14.61 agreed
at '16:00 20/08/2025'
act thuc-phan dam.nhung H14.61.04 completed
at '15:00 22/08/2025'
act tinh-cao-bang ma.dung H14.04 answered
at '15:00 27/08/2025'
act tinh-cao-bang be.hanh H14.01 answered --paper quyet_dinh:electronic
at '15:00 28/08/2025'
act thuc-phan dam.nhung H14.61.04 paid
at '16:00 28/08/2025'
act thuc-phan mai.huong H14.61.01 --return counter
